package dev.mcptestbench.wire;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * What a {@link WireClient} tells of one reply: the head, its bytes, then just one of {@link #ended} and {@link #broke}.
 * Called on one event loop, in order: implementations never block.
 */
@API(status = API.Status.EXPERIMENTAL)
public interface ReplyListener {

    /** Status and headers have arrived; header names are compared without case. */
    void head(int status, Map<String, List<String>> headers);

    /** Bytes of the body, in order. */
    void data(byte[] bytes);

    /** The reply arrived whole. */
    void ended();

    /** No reply, or not the whole of it, will arrive: refused, reset, closed midway, or no HTTP. */
    void broke(IOException cause);
}
