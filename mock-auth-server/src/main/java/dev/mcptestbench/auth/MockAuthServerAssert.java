package dev.mcptestbench.auth;

import java.time.Duration;
import org.apiguardian.api.API;

/** Assertions on what an authorization server received and did. They change nothing. */
@API(status = API.Status.EXPERIMENTAL)
public final class MockAuthServerAssert extends TokenIssuerAssert<MockAuthServerAssert, MockAuthServer> {

    MockAuthServerAssert(MockAuthServer actual) {
        this(actual, Duration.ZERO);
    }

    private MockAuthServerAssert(MockAuthServer actual, Duration patience) {
        super(actual, MockAuthServerAssert.class, patience);
    }

    @Override
    MockAuthServerAssert patient(Duration within) {
        return new MockAuthServerAssert(actual, within);
    }
}
