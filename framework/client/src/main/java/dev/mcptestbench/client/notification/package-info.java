/**
 * What managed clients hear without having asked: every notification, in the order of the wire, goes through one bus to whoever
 * subscribed, and stays in a bounded history for assertions. Subscribers' code runs on workers and harms nobody.
 */
@NullMarked
package dev.mcptestbench.client.notification;

import org.jspecify.annotations.NullMarked;
