package dev.mcptestbench.client;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whom a call goes to: one client, or those of a pool. Thread-safe. */
interface Route {

    /** Who owns it: the client, or the pool. */
    String name();

    /**
     * A turn for the next client to make this call.
     *
     * @param tried those that have made it in vain
     * @return {@code null} if there is nobody left
     */
    Member.@Nullable Turn next(Outgoing request, Set<Member> tried);

    /** Why there was nobody to make a call. */
    ClientException nobody();

    /** How many clients may make one call in turn. */
    int length();

    /** Whether some server says of this call that it is safe to make twice. */
    boolean makesSafe(Outgoing request);
}
