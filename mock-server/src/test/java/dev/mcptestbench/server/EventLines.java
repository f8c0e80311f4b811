package dev.mcptestbench.server;

import dev.mcptestbench.protocol.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** The messages of an open stream, one after the other; reading blocks, which the test's time-out bounds. */
final class EventLines implements AutoCloseable {

    private final HttpResponse<InputStream> response;
    private final BufferedReader reader;
    private String lastEventId = "";

    EventLines(HttpResponse<InputStream> response) {
        this.response = response;
        this.reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    int status() {
        return response.statusCode();
    }

    String lastEventId() {
        return lastEventId;
    }

    /** The next message; {@code null} at the end of the stream. */
    Message next() {
        try {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("id: ")) {
                    lastEventId = line.substring(4);
                } else if (line.startsWith("data: ") && line.length() > 6) {
                    return Message.parse(line.substring(6));
                }
            }
            return null;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
