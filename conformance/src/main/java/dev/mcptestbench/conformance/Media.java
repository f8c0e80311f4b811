package dev.mcptestbench.conformance;

import java.util.Base64;

/** The smallest picture and the smallest sound. */
final class Media {

    static final String PNG = "image/png";

    static final String WAV = "audio/wav";

    /** One red pixel. */
    static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

    /** One silent sample. */
    static final String SILENCE = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQIAAAAAAA==";

    private Media() {}

    static byte[] pixel() {
        return Base64.getDecoder().decode(PIXEL);
    }

    static byte[] silence() {
        return Base64.getDecoder().decode(SILENCE);
    }
}
