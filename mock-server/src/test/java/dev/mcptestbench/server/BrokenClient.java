package dev.mcptestbench.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client that says whatever it is told to, right or wrong, on one connection that it keeps; what has to wait while a stream
 * is open goes on further ones. Every read is bounded.
 */
final class BrokenClient implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)");
    private static final Pattern SESSION = Pattern.compile("(?i)\r\nmcp-session-id: (\\S+)");

    private final MockMcpServer server;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final List<Socket> sockets = new ArrayList<>();
    private Socket socket;
    private InputStream in;

    BrokenClient(MockMcpServer server) {
        this.server = server;
        headers.put("Host", "localhost");
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json, text/event-stream");
        connectAnew();
    }

    MockMcpServer server() {
        return server;
    }

    /** Leaves the connection as it is and goes on on another one. */
    BrokenClient connectAnew() {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), server.url().getPort());
            socket.setSoTimeout(25_000);
            sockets.add(socket);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return this;
    }

    /** Sends another value for a header from now on; null leaves it out. */
    BrokenClient header(String name, String value) {
        if (value == null) {
            headers.remove(name);
        } else {
            headers.put(name, value);
        }
        return this;
    }

    BrokenClient initialize(String revision, String capabilities) {
        String reply = post("{'jsonrpc':'2.0','id':'init','method':'initialize','params':{'protocolVersion':'"
                + revision + "','capabilities':" + capabilities + ",'clientInfo':{'name':'broken','version':'1'}}}");
        Matcher session = SESSION.matcher(reply);
        if (session.find()) {
            headers.put("Mcp-Session-Id", session.group(1));
        }
        if (revision.compareTo("2025-06-18") >= 0) {
            headers.put("MCP-Protocol-Version", revision);
        }
        return this;
    }

    BrokenClient open(String revision, String capabilities) {
        initialize(revision, capabilities);
        post("{'jsonrpc':'2.0','method':'notifications/initialized'}");
        return this;
    }

    /** Sends the headers of a request of the modern era from now on; null leaves the name out. */
    BrokenClient modern(String method, String name) {
        return header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", method)
                .header("Mcp-Name", name);
    }

    /** Returns the first group of the first match. */
    static String find(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("No " + pattern + " in " + text);
        }
        return matcher.group(1);
    }

    /** Posts a message, with single quotes for double ones, and returns head and body of the reply. */
    String post(String json) {
        send("POST", json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return read();
    }

    String exchange(String method, String json) {
        send(method, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return read();
    }

    /** Posts a message and does not wait for the reply. */
    BrokenClient begin(String json) {
        send("POST", json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return this;
    }

    void send(String method, byte[] body) {
        StringBuilder head = new StringBuilder(method).append(" /mcp HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (body.length > 0 || method.equals("POST")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes(body);
            socket.getOutputStream().write(bytes.toByteArray());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Reads one reply. */
    String read() {
        try {
            String head = readUntil("\r\n\r\n");
            Matcher length = LENGTH.matcher(head);
            if (length.find()) {
                return head + new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8);
            }
            return head.contains("chunked") ? head + readUntil("\r\n0\r\n\r\n") : head;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String readUntil(String text) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text, Math.max(0, read.length() - text.length())) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("The connection ended before \"" + text + "\": " + read);
            }
            read.append((char) next);
        }
        return read.toString();
    }

    /** Calls the tool {@code asks} and gives this, on another connection, as the answer to what the tool asks. */
    BrokenClient answers(String result) {
        return asked().answer(result);
    }

    /** Calls the tool {@code asks} and waits until it has asked. */
    BrokenClient asked() {
        begin("{'jsonrpc':'2.0','id':'call','method':'tools/call','params':{'name':'asks'}}");
        return waitFor("\"server-1\"");
    }

    /** Reads until a text has come, and goes on on another connection. */
    BrokenClient waitFor(String text) {
        try {
            readUntil(text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return connectAnew();
    }

    BrokenClient answer(String result) {
        post("{'jsonrpc':'2.0','id':'server-1','result':" + result + "}");
        return this;
    }

    @Override
    public void close() {
        for (Socket each : sockets) {
            try {
                each.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
