package dev.mcptestbench.protocol;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Says that bytes or text are not a JSON document that the protocol admits, and where they stop being one. */
@API(status = Status.EXPERIMENTAL)
public final class JsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    private final Reason reason;

    private final int line;
    private final int column;

    JsonException(Reason reason, String what, int line, int column) {
        super(what + " (line " + line + ", column " + column + ")");
        this.reason = reason;
        this.line = line;
        this.column = column;
    }

    /** In which way a document is unfit. */
    @API(status = Status.EXPERIMENTAL)
    public enum Reason {
        /** The bytes are not UTF-8. */
        ENCODING,
        /** The text is not JSON, or more follows after the document. */
        SYNTAX,
        /** The document is nested too deep, or a number has too many digits or too large an exponent. */
        LIMIT
    }

    /** Returns in which way the document is unfit. */
    public Reason reason() {
        return reason;
    }

    /** Returns the line, from 1. */
    public int line() {
        return line;
    }

    /** Returns the column within the line, from 1; in bytes if bytes were parsed, else in characters. */
    public int column() {
        return column;
    }
}
