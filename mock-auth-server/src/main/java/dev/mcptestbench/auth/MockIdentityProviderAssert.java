package dev.mcptestbench.auth;

import java.time.Duration;
import org.apiguardian.api.API;

/** Assertions on what an identity provider received and did. They change nothing. */
@API(status = API.Status.EXPERIMENTAL)
public final class MockIdentityProviderAssert
        extends TokenIssuerAssert<MockIdentityProviderAssert, MockIdentityProvider> {

    MockIdentityProviderAssert(MockIdentityProvider actual) {
        this(actual, Duration.ZERO);
    }

    private MockIdentityProviderAssert(MockIdentityProvider actual, Duration patience) {
        super(actual, MockIdentityProviderAssert.class, patience);
    }

    @Override
    MockIdentityProviderAssert patient(Duration within) {
        return new MockIdentityProviderAssert(actual, within);
    }
}
