package dev.mcptestbench.protocol;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * One place in which a message or an HTTP request falls short of a requirement.
 *
 * @param requirement what was asked
 * @param detail what was found instead, in words that make sense beside the requirement's statement
 * @param path where: dotted from the top of the message, such as {@code params.name}; the name of an HTTP header; or
 *     empty for the whole
 */
@API(status = Status.EXPERIMENTAL)
public record Breach(Requirement requirement, String detail, String path) {

    /** Returns the finding in one line, such as {@code tools-call-params: params.name is missing [server/tools…]}. */
    @Override
    public String toString() {
        return requirement.id() + ": " + (path.isEmpty() ? "" : path + " ") + detail + " [" + requirement.section()
                + "]";
    }
}
