package dev.mcptestbench.benchmarks;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The requests of a well-behaved client as bytes, made once and sent often. */
final class McpRequests {

    static final String REPLY_TEXT = "The quick brown fox jumps over the lazy dog";
    static final String REVISION = "2025-11-25";

    /** Stands in a tool call where its id goes, which is the same number of digits in every call. */
    static final int FIRST_ID = 100_000_000;

    private final URI url;

    McpRequests(URI url) {
        this.url = url;
    }

    byte[] initialize() {
        return post("", """
                {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"%s","capabilities":{},\
                "clientInfo":{"name":"benchmark","version":"1"}}}""".formatted(REVISION));
    }

    byte[] initialized(String session) {
        return post(session(session), "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }

    byte[] toolCall(String session, String tool) {
        return post(session(session), """
                {"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"%s",\
                "arguments":{"text":"hello"}}}""".formatted(FIRST_ID, tool));
    }

    /** The same call as one of 2026-07-28: it says of itself what otherwise the session knows. */
    byte[] modernToolCall() {
        String headers = "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: echo\r\n";
        return post(headers, """
                {"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"echo",\
                "arguments":{"text":"hello"},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
                "io.modelcontextprotocol/clientInfo":{"name":"benchmark","version":"1"},\
                "io.modelcontextprotocol/clientCapabilities":{}}}}""".formatted(FIRST_ID));
    }

    byte[] standingStream(String session) {
        return bytes("GET /mcp HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nAccept: text/event-stream\r\n"
                + session(session) + "\r\n");
    }

    private static String session(String session) {
        return "Mcp-Session-Id: " + session + "\r\nMCP-Protocol-Version: " + REVISION + "\r\n";
    }

    private byte[] post(String headers, String body) {
        return bytes("POST /mcp HTTP/1.1\r\nHost: " + url.getAuthority()
                + "\r\nAccept: application/json, text/event-stream\r\nContent-Type: application/json\r\n" + headers
                + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }
}
