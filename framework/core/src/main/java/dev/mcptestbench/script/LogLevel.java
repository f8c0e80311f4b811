package dev.mcptestbench.script;

import java.util.Locale;
import java.util.Optional;
import org.apiguardian.api.API;

/** The log levels of MCP, those of RFC 5424, the least severe first. */
@API(status = API.Status.EXPERIMENTAL)
public enum LogLevel {
    /** Detail for debugging. */
    DEBUG,
    /** Information. */
    INFO,
    /** Normal, but of note. */
    NOTICE,
    /** A warning. */
    WARNING,
    /** An error. */
    ERROR,
    /** A critical condition. */
    CRITICAL,
    /** Action is needed at once. */
    ALERT,
    /** The system is unusable. */
    EMERGENCY;

    /** As it is spelled in messages. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The level that is spelled so, if there is one. */
    public static Optional<LogLevel> of(String text) {
        for (LogLevel level : values()) {
            if (level.text().equals(text)) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }
}
