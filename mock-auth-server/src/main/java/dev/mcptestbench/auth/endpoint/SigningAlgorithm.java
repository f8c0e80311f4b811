package dev.mcptestbench.auth.endpoint;

import com.nimbusds.jose.JWSAlgorithm;
import org.apiguardian.api.API;

/** How a server signs its tokens (RFC 7518, section 3.1). */
@API(status = API.Status.EXPERIMENTAL)
public enum SigningAlgorithm {
    /** By ECDSA on P-256: keys and signatures come fast and are short. */
    ES256,
    /** By RSA with 2048 bits, which every resource server takes (RFC 9068, section 2.1). Its first key takes a while. */
    RS256;

    JWSAlgorithm jws() {
        return JWSAlgorithm.parse(name());
    }
}
