/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.iterable.Endpoint;
import org.junit.jupiter.api.Test;

class SetAsideTest {

    private final SetAside setAside = new SetAside();

    @Test
    void routesComeBackInOrderWhenTheirEndpointHasRoom() {
        setAside.add(Endpoint.USERS_DELETE, 1);
        setAside.add(Endpoint.USERS_GET, 2);
        setAside.add(Endpoint.USERS_DELETE, 3);

        assertThat(setAside.poll(endpoint -> false)).isEmpty();
        assertThat(setAside.poll(endpoint -> endpoint == Endpoint.USERS_GET)).hasValue(2);
        assertThat(setAside.poll(endpoint -> true)).hasValue(1);
        assertThat(setAside.poll(endpoint -> true)).hasValue(3);
        assertThat(setAside.isEmpty()).isTrue();
    }

    @Test
    void manyOfOneEndpointSayThatThereIsNoOther() {
        add(SetAside.ENOUGH_TO_TELL - 1);
        assertThat(setAside.only()).isEmpty();
        add(1);
        assertThat(setAside.only()).hasValue(Endpoint.USERS_DELETE);

        setAside.met(Endpoint.USERS_BULK_UPDATE);

        assertThat(setAside.only()).isEmpty();
    }

    @Test
    void oneThatMetAnotherEndpointGoesOnSettingAside() {
        setAside.met(Endpoint.USERS_BULK_UPDATE);
        add(SetAside.ENOUGH_TO_TELL);

        assertThat(setAside.only()).isEmpty();
    }

    @Test
    void ofMoreThanCanBeRememberedItIsKnownThatThereAreSome() {
        add(SetAside.MOST);
        assertThat(setAside.takeLeftBehind()).isFalse();
        add(1);
        assertThat(setAside.takeLeftBehind()).isTrue();
        assertThat(setAside.takeLeftBehind()).isFalse();
    }

    private void add(int routes) {
        for (int route = 0; route < routes; route++) {
            setAside.add(Endpoint.USERS_DELETE, route);
        }
    }
}
