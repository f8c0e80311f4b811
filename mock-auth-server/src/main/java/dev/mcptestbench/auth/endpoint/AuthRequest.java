package dev.mcptestbench.auth.endpoint;

import dev.mcptestbench.protocol.Breach;
import dev.mcptestbench.protocol.Requirement;
import dev.mcptestbench.script.OAuthFault;
import dev.mcptestbench.script.OAuthTrait;
import dev.mcptestbench.wire.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request to an endpoint while it is being answered, and what was found wrong with it. Not thread-safe. */
final class AuthRequest {

    private final HttpRequest http;
    private final AuthSettings settings;
    private final List<OAuthFault> faults;
    private final List<Breach> breaches = new ArrayList<>(2);
    private @Nullable String thumbprint;

    /** A request; the faults are what is to go wrong as it is answered. */
    AuthRequest(HttpRequest http, AuthSettings settings, List<OAuthFault> faults) {
        this.http = http;
        this.settings = settings;
        this.faults = List.copyOf(faults);
    }

    HttpRequest http() {
        return http;
    }

    AuthSettings settings() {
        return settings;
    }

    boolean has(OAuthTrait trait) {
        return settings.has(trait);
    }

    List<OAuthFault> faults() {
        return faults;
    }

    /** The key that tokens are bound to which are given for this request, or {@code null} if they are bearer tokens. */
    @Nullable
    String thumbprint() {
        return thumbprint;
    }

    void boundTo(String key) {
        this.thumbprint = key;
    }

    /** The parameters as the server takes them, where a fault has it misread them. The client is judged by what it sent. */
    Parameters asTaken(Parameters sent) {
        Parameters taken = sent;
        for (OAuthFault fault : faults) {
            if (fault instanceof OAuthFault.ChangeRequest change) {
                taken = taken.changed(change.set(), change.remove());
            }
        }
        return taken;
    }

    /** The members of a JSON body as the server takes them. */
    Map<String, Object> asTaken(Map<String, Object> sent) {
        Map<String, Object> taken = new LinkedHashMap<>(sent);
        for (OAuthFault fault : faults) {
            if (fault instanceof OAuthFault.ChangeRequest change) {
                taken.putAll(change.set());
                change.remove().forEach(taken::remove);
            }
        }
        return taken;
    }

    /** Takes down a breach, unless the revision does not ask for it, or it was taken down already. */
    void found(Requirement requirement, String detail, String parameter) {
        Breach breach = new Breach(requirement, detail, parameter);
        if (requirement.appliesTo(settings.revision()) && !breaches.contains(breach)) {
            breaches.add(breach);
        }
    }

    List<Breach> breaches() {
        return breaches;
    }

    Parameters query() {
        int mark = http.target().indexOf('?');
        return mark < 0 ? Parameters.NONE : parsed(http.target().substring(mark + 1));
    }

    /** The parameters in the body. */
    Parameters form() {
        String type = http.header("Content-Type");
        String bare = type == null ? "" : type.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
        if (!bare.equals("application/x-www-form-urlencoded")) {
            throw new RefusedException("invalid_request", "The body is application/x-www-form-urlencoded");
        }
        return parsed(new String(http.body(), StandardCharsets.UTF_8));
    }

    /** The parameters in the body of a POST, of which none may stand in the URL and none there twice. */
    Parameters post() {
        Parameters query = query();
        ClientLint.query(this, query);
        if (!http.method().equals("POST")) {
            throw new RefusedException(405, "invalid_request", "Only POST is taken here", "Allow", "POST");
        }
        if (!query.names().isEmpty()) {
            throw new RefusedException("invalid_request", "Parameters stand in the body, not in the URL");
        }
        Parameters form = form();
        requireSingle(form);
        return asTaken(form);
    }

    void requireSingle(Parameters parameters) {
        for (String name : parameters.repeated()) {
            found(OAuthRequirements.SINGLE_PARAMETERS, "stands there more than once", known(name));
            throw new RefusedException("invalid_request", known(name) + " stands there more than once");
        }
    }

    /** A name that a client made up is not repeated to it. */
    private static String known(String name) {
        return name.matches("[a-z_]{1,40}") ? name : "A parameter";
    }

    private Parameters parsed(String text) {
        try {
            return Parameters.parse(text);
        } catch (IllegalArgumentException e) {
            found(OAuthRequirements.WELL_FORMED, String.valueOf(e.getMessage()), "");
            throw new RefusedException("invalid_request", String.valueOf(e.getMessage()));
        }
    }

    /** The one value of the header; none, or several, are {@code null}. */
    @Nullable
    String header(String name) {
        List<String> values = http.headers().get(name);
        if (values != null && values.size() > 1) {
            throw new RefusedException("invalid_request", name + " stands there more than once");
        }
        return http.header(name);
    }

    @Override
    public String toString() {
        return http.method() + " " + http.path();
    }
}
