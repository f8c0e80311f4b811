package dev.mcptestbench.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainMapTest {

    @ParameterizedTest(name = "{0} members")
    @ValueSource(ints = {0, 1, 4, 5, 7, 8, 9, 20})
    void isLikeAnyOtherMapOfTheSameMembers(int size) {
        PlainMap.Builder builder = new PlainMap.Builder();
        Map<String, @Nullable Object> other = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            Object value = i == 2 ? null : Integer.valueOf(i);
            builder.put("m" + i, value);
            other.put("m" + i, value);
        }
        Map<String, @Nullable Object> map = builder.build();

        assertThat(map).isEqualTo(other).hasSameHashCodeAs(other).hasToString(other.toString());
        assertThat(other).isEqualTo(map);
        assertThat(map.keySet()).containsExactlyElementsOf(other.keySet());
        assertThat(map.get("m3")).isEqualTo(other.get("m3"));
        assertThat(map.containsKey("m2")).isEqualTo(other.containsKey("m2"));
        assertThat(map.get("none")).isNull();
        assertThat(map.containsKey(null)).isFalse();
    }

    @Test
    void theLastOfSeveralMembersOfOneNameCountsWhereverItComes() {
        PlainMap.Builder builder = new PlainMap.Builder();
        for (int i = 0; i < 12; i++) {
            builder.put("m" + i, i).put("m0", -i);
        }

        assertThat(builder.build()).hasSize(12).containsEntry("m0", -11).containsEntry("m11", 11);
    }

    @Test
    void nobodyChangesIt() {
        Map<String, @Nullable Object> map = new PlainMap.Builder().put("a", 1).build();

        for (Runnable change : List.<Runnable>of(
                () -> map.put("b", 2),
                () -> map.remove("none"),
                map::clear,
                () -> map.entrySet().clear(),
                () -> map.keySet().remove("a"),
                () -> map.values().remove(1),
                () -> map.entrySet().iterator().next().setValue(2))) {
            assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(change::run);
        }
        assertThat(map).containsExactly(Map.entry("a", 1));
    }

    @Test
    void iterationEnds() {
        var members = new PlainMap.Builder().build().entrySet().iterator();

        assertThat(members.hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(members::next);
    }
}
