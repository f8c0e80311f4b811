package dev.mcptestbench.script;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;

/** What goes wrong at an endpoint of an authorization server. The endpoint answers, but not as it should. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface OAuthFault extends Fault {

    /**
     * The request is taken as if it had other parameters, or as if some of them were not there. The client is judged by what
     * it sent.
     *
     * @param set values by name; members of the body where that is JSON
     * @param remove names to leave out
     */
    record ChangeRequest(Map<String, Object> set, Set<String> remove) implements OAuthFault {
        /** Copies its collections. */
        public ChangeRequest {
            set = Copies.map(set);
            remove = Copies.set(remove);
        }

        @Override
        public String toString() {
            return "take the request as if" + changes(set, remove);
        }
    }

    /**
     * What is signed and given out makes other claims: access tokens, ID tokens and ID-JAGs alike. The signature is good.
     *
     * @param set values by claim
     * @param remove claims to leave out
     */
    record ChangeToken(Map<String, Object> set, Set<String> remove) implements OAuthFault {
        /** Copies its collections. */
        public ChangeToken {
            set = Copies.map(set);
            remove = Copies.set(remove);
        }

        @Override
        public String toString() {
            return "change the token:" + changes(set, remove);
        }
    }

    /**
     * What is signed and given out is of another time: issued, valid from and valid until are shifted.
     *
     * @param by how far the server's clock is ahead; negative if it is behind
     */
    record SkewClock(Duration by) implements OAuthFault {
        @Override
        public String toString() {
            return "sign with a clock " + Words.duration(by.abs()) + (by.isNegative() ? " behind" : " ahead");
        }
    }

    /** The members of the answer are form-encoded instead of JSON. */
    record FormEncode() implements OAuthFault {
        @Override
        public String toString() {
            return "answer form-encoded";
        }
    }

    /** What becomes of the keys that were in use. */
    enum OldKeys {
        /** They stay published, so that what they have signed can still be checked. */
        PUBLISHED,
        /** They are gone, and nobody can check any more what they have signed. */
        WITHDRAWN
    }

    /** The server signs with a new key, beginning with this answer. */
    record RotateKeys(OldKeys old) implements OAuthFault {
        @Override
        public String toString() {
            return "rotate the keys" + (old == OldKeys.WITHDRAWN ? " and withdraw the old ones" : "");
        }
    }

    private static String changes(Map<String, Object> set, Set<String> remove) {
        StringBuilder text = new StringBuilder();
        // Values may be secrets, such as a redirect URI with a code in it.
        set.keySet().forEach(name -> text.append(" other ").append(name));
        remove.forEach(name -> text.append(" no ").append(name));
        return text.toString();
    }
}
