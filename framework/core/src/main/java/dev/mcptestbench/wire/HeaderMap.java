package dev.mcptestbench.wire;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Headers by name, compared without case, in the order of arrival. A request has a dozen of them: looking through an
 * array is quicker than building a tree, and it happens for every request.
 */
final class HeaderMap extends AbstractMap<String, List<String>> {

    private final List<Entry<String, List<String>>> entries = new ArrayList<>();
    private final Map<String, List<String>> view = Collections.unmodifiableMap(this);

    static HeaderMap of(HttpHeaders lines) {
        HeaderMap map = new HeaderMap();
        lines.iteratorCharSequence()
                .forEachRemaining(line ->
                        map.add(line.getKey().toString(), line.getValue().toString()));
        return map;
    }

    /** Whether these lines, none of them of the same name as another, are what this was made of. */
    boolean isOf(HttpHeaders lines) {
        int i = 0;
        Iterator<Map.Entry<CharSequence, CharSequence>> all = lines.iteratorCharSequence();
        while (all.hasNext()) {
            Map.Entry<CharSequence, CharSequence> line = all.next();
            if (i == entries.size()) {
                return false;
            }
            Entry<String, List<String>> entry = entries.get(i++);
            if (entry.getValue().size() > 1
                    || !entry.getKey().contentEquals(line.getKey())
                    || !entry.getValue().get(0).contentEquals(line.getValue())) {
                return false;
            }
        }
        return i == entries.size();
    }

    /** These headers, for everybody to look at and nobody to change. */
    Map<String, List<String>> view() {
        return view;
    }

    static Map<String, List<String>> of(List<Frame.Header> lines) {
        HeaderMap map = new HeaderMap();
        for (Frame.Header line : lines) {
            map.add(line.name(), line.value());
        }
        return map.view;
    }

    private void add(String name, String value) {
        for (int i = 0; i < entries.size(); i++) {
            Entry<String, List<String>> entry = entries.get(i);
            if (entry.getKey().equalsIgnoreCase(name)) {
                List<String> values = new ArrayList<>(entry.getValue());
                values.add(value);
                entries.set(i, Map.entry(entry.getKey(), List.copyOf(values)));
                return;
            }
        }
        entries.add(Map.entry(name, List.of(value)));
    }

    @Override
    public @Nullable List<String> get(@Nullable Object name) {
        if (name instanceof String wanted) {
            for (int i = 0; i < entries.size(); i++) {
                Entry<String, List<String>> entry = entries.get(i);
                if (entry.getKey().equalsIgnoreCase(wanted)) {
                    return entry.getValue();
                }
            }
        }
        return null;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public Set<Entry<String, List<String>>> entrySet() {
        return new AbstractSet<>() {

            @Override
            public Iterator<Entry<String, List<String>>> iterator() {
                return entries.iterator();
            }

            @Override
            public int size() {
                return entries.size();
            }
        };
    }
}
