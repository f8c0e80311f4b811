package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.HttpFacts;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.ModernRules;
import dev.mcptestbench.protocol.ParamHeader;
import dev.mcptestbench.protocol.RequestRefusal;
import dev.mcptestbench.protocol.Revision;
import dev.mcptestbench.protocol.RoundTrips;
import dev.mcptestbench.protocol.Verdict;
import dev.mcptestbench.script.Caching;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Feature;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.Workers;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * The engine for the revisions without handshake and sessions, from 2026-07-28 on. Each request stands for itself; what
 * outlives one is the subscriptions alone. A carrier first has a message {@linkplain #judge judged}, then
 * {@linkplain #open opened} and {@linkplain #answer answered}. Thread-safe.
 */
@API(status = API.Status.INTERNAL)
public final class ModernEra {

    private static final Revision REVISION = Revision.V2026_07_28;

    private final Self self;
    private final Playback playback;
    private final Catalogue catalogue;
    private final Runs runs;
    private final StateSeal seal;
    private final RoundTrips trips = new RoundTrips();
    private final Tasks tasks;
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();

    /**
     * An engine over a playback.
     *
     * @param sealedBy the name under which it signs the state of requests that need input
     */
    public ModernEra(String serverName, String sealedBy, Playback playback, TestClock clock, Workers workers) {
        this.self = new Self(serverName);
        this.playback = playback;
        this.catalogue = new Catalogue(playback);
        this.runs = new Runs(catalogue, playback, clock, workers);
        this.seal = new StateSeal(sealedBy, clock);
        this.tasks = new Tasks(clock, subscriptions);
    }

    /** The subscriptions that stand now. */
    public Collection<Subscription> subscriptions() {
        return Collections.unmodifiableCollection(subscriptions);
    }

    /**
     * What is wrong with a message, and whether it goes no further for that.
     *
     * @param http the POST that brought it, or {@code null} where there is no HTTP
     */
    public Verdict judge(Message message, @Nullable HttpFacts http) {
        Verdict verdict = ModernRules.judge(message, http, playback.settings().revisions(), marked(message, http));
        if (verdict.refusal() != null) {
            return verdict;
        }
        return verdict.and(seal.judge(message)).and(new Verdict(trips.received(message), null));
    }

    private List<ParamHeader> marked(Message message, @Nullable HttpFacts http) {
        if (http == null || !Methods.TOOLS_CALL.equals(message.method())) {
            return List.of();
        }
        String name = message.params().get("name") instanceof String text ? text : null;
        Feature.Tool tool = playback.feature(Feature.Tool.class, name);
        return tool == null ? List.of() : ParamHeader.in(tool.definition().get("inputSchema"));
    }

    /** Takes a request that has passed judgement; {@link ModernErrand#cancel} is for when its client loses interest. */
    public ModernErrand open(Message request, Outlet outlet) {
        return new ModernErrand(request, Objects.requireNonNull(request.id()), outlet, self, seal, trips, tasks);
    }

    /**
     * Answers a request.
     *
     * @param failure a scripted error in place of the answer, or {@code null}
     */
    public void answer(ModernErrand errand, Fault.@Nullable FailWith failure) {
        String method = String.valueOf(errand.request().method());
        try {
            if (runs.start(errand, failure, this::cacheable)) {
                return;
            }
            if (failure != null) {
                errand.fail(failure.code(), failure.message(), failure.data());
            } else if (method.equals(Methods.SUBSCRIPTIONS_LISTEN)) {
                subscription(errand).begin();
            } else {
                errand.succeed(result(method, errand));
            }
        } catch (Refusal refusal) {
            refusal.of(errand);
        }
    }

    /** Takes a call and never replies, until the client closes its stream. */
    public void hang(ModernErrand errand) {
        try {
            runs.hang(errand);
        } catch (Refusal refusal) {
            refusal.of(errand);
        }
    }

    private Map<String, Object> result(String method, ModernErrand errand) throws Refusal {
        Message request = errand.request();
        return switch (method) {
            case Methods.SERVER_DISCOVER -> cacheable(discovery());
            case Methods.TOOLS_LIST, Methods.RESOURCES_LIST, Methods.RESOURCES_TEMPLATES_LIST, Methods.PROMPTS_LIST ->
                cacheable(catalogue.list(method, request));
            case Methods.RESOURCES_READ ->
                cacheable(catalogue.read(request.params().get("uri"), REVISION));
            case Methods.PROMPTS_GET -> catalogue.prompt(request, errand.values());
            case Methods.COMPLETION_COMPLETE -> catalogue.complete(request);
            case Methods.TASKS_GET, Methods.TASKS_UPDATE, Methods.TASKS_CANCEL -> tasks.answer(method, request);
            default -> {
                RequestRefusal unknown =
                        ModernRules.unknownMethod(method, playback.settings().revisions());
                throw new Refusal(unknown.code(), unknown.message(), unknown.data());
            }
        };
    }

    private Map<String, Object> discovery() {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put(
                "supportedVersions", ModernRules.supported(playback.settings().revisions()));
        result.put("capabilities", self.capabilities(REVISION));
        String instructions = playback.settings().instructions();
        if (instructions != null) {
            result.put("instructions", instructions);
        }
        return result;
    }

    private Map<String, Object> cacheable(Map<String, Object> result) {
        Caching caching = playback.settings().caching();
        Map<String, Object> hinted = new LinkedHashMap<>(result);
        hinted.put("ttlMs", caching.ttl().toMillis());
        hinted.put("cacheScope", caching.scope().text());
        return hinted;
    }

    private Subscription subscription(ModernErrand errand) throws Refusal {
        if (errand.request().params().get("notifications") instanceof Map<?, ?> filter) {
            tasks.checkFilter(errand.request(), filter);
            return new Subscription(errand, filter, subscriptions, tasks);
        }
        throw Refusal.invalidParams("params.notifications, which says what to listen to, is missing or no object");
    }

    /** Ends every subscription in good order. */
    public void endSubscriptions() {
        subscriptions.forEach(Subscription::end);
    }
}
