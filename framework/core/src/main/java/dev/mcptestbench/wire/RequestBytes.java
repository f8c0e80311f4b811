package dev.mcptestbench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.Map;

/** Writes a request as HTTP/1.1. What the caller left out is put in: {@code Host} and {@code Content-Length}. */
final class RequestBytes {

    private RequestBytes() {}

    /**
     * Looks for what would end a line early.
     *
     * @throws IllegalArgumentException naming the element
     */
    static void check(HttpRequest request) {
        checkLine("method", request.method(), true);
        checkLine("target", request.target(), true);
        request.headers().forEach((name, values) -> {
            checkLine("name of a header", name, true);
            values.forEach(value -> checkLine("header " + name, value, false));
        });
    }

    private static void checkLine(String element, String text, boolean oneWord) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == '\n' || c == 0 || (oneWord && c == ' ')) {
                throw new IllegalArgumentException(
                        String.format("The %s must not contain the character U+%04X: \"%s\"", element, (int) c, text));
            }
        }
        if (oneWord && text.isEmpty()) {
            throw new IllegalArgumentException("The " + element + " must not be empty");
        }
    }

    static void write(HttpRequest request, Origin origin, ByteBuf out) {
        ByteBufUtil.writeAscii(out, request.method());
        out.writeByte(' ');
        ByteBufUtil.writeAscii(out, request.target());
        ByteBufUtil.writeAscii(out, " HTTP/1.1\r\n");
        Map<String, List<String>> headers = request.headers();
        if (request.header("Host") == null) {
            line("Host", origin.hostHeader(), out);
        }
        headers.forEach((name, values) -> values.forEach(value -> line(name, value, out)));
        boolean framed = request.header("Content-Length") != null || request.header("Transfer-Encoding") != null;
        if (!framed && (request.body().length > 0 || expectsBody(request.method()))) {
            line("Content-Length", Integer.toString(request.body().length), out);
        }
        out.writeShort(('\r' << 8) | '\n');
        out.writeBytes(request.body());
    }

    private static boolean expectsBody(String method) {
        return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    }

    private static void line(String name, String value, ByteBuf out) {
        ByteBufUtil.writeAscii(out, name);
        out.writeShort((':' << 8) | ' ');
        ByteBufUtil.writeAscii(out, value);
        out.writeShort(('\r' << 8) | '\n');
    }
}
