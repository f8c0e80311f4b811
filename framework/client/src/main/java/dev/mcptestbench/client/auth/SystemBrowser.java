package dev.mcptestbench.client.auth;

import dev.mcptestbench.plugin.Browser;
import java.awt.Desktop;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

/** The browser of whoever sits at this machine. */
final class SystemBrowser implements Browser {

    @Override
    public void open(URI page) {
        if (GraphicsEnvironment.isHeadless()
                || !Desktop.isDesktopSupported()
                || !Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
            throw new UncheckedIOException(new IOException(
                    "this machine has no browser; name one by OAuthSettings.withBrowser, such as a UserAgent"));
        }
        try {
            Desktop.getDesktop().browse(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
