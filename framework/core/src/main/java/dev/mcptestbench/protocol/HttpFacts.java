package dev.mcptestbench.protocol;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.Nullable;

/** What the rules want to know of an HTTP request; a view, so that no header is copied only to be looked at. */
@API(status = Status.EXPERIMENTAL)
public interface HttpFacts {

    /** Returns the HTTP method in capitals, such as {@code POST}. */
    String httpMethod();

    /**
     * Returns a header's value; the values of a header that occurs several times are joined by commas, in order.
     *
     * @param name the header's name, of which case does not matter
     * @return the value, null if there is no such header
     */
    @Nullable
    String header(String name);

    /** Returns facts that stand in a map; the names in it have no case. */
    static HttpFacts of(String httpMethod, Map<String, List<String>> headers) {
        Map<String, String> joined = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> {
            if (!values.isEmpty()) {
                joined.merge(name, String.join(", ", values), (one, other) -> one + ", " + other);
            }
        });
        return new HttpFacts() {
            @Override
            public String httpMethod() {
                return httpMethod;
            }

            @Override
            public @Nullable String header(String name) {
                return joined.get(name);
            }

            @Override
            public String toString() {
                return httpMethod + " " + joined;
            }
        };
    }
}
