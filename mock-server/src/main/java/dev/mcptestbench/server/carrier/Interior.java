package dev.mcptestbench.server.carrier;

import dev.mcptestbench.server.engine.Broadcast;
import dev.mcptestbench.server.engine.LegacyEra;
import dev.mcptestbench.server.engine.ModernEra;
import dev.mcptestbench.server.engine.Performer;
import dev.mcptestbench.server.engine.Session;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.WireJournal;
import dev.mcptestbench.wire.Workers;
import java.util.Set;

/**
 * What stands behind all carriers of one server: one script, one engine for each era, one journal,
 * one clock.
 *
 * @param talks the open sessions of carriers that know no session ids; a concurrent set
 * @param maxUnreadBytes what may wait on one connection for a client that does not read
 * @param performer does what rules say beyond their replies
 */
record Interior(
        Playback playback,
        LegacyEra engine,
        ModernEra modern,
        Broadcast broadcast,
        Set<Session> talks,
        WireJournal journal,
        int maxUnreadBytes,
        TestClock clock,
        Workers workers,
        Performer performer) {}
