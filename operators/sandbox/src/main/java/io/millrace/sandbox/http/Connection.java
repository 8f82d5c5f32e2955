/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection. Clients send the next request after the response to the last one. */
final class Connection extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final ExchangeHandler handler;
    private final Executor workers;
    private long connectedAt;
    private Optional<Exchange> latest = Optional.empty();

    Connection(ExchangeHandler handler, Executor workers) {
        this.handler = handler;
        this.workers = workers;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        connectedAt = System.nanoTime();
        context.fireChannelActive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        Exchange exchange =
                new Exchange(
                        received(request),
                        new ChannelResponseWriter(context, HttpUtil.isKeepAlive(request)),
                        connectedAt,
                        System.nanoTime());
        latest = Optional.of(exchange);
        run(() -> handler.handle(exchange));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        latest.ifPresent(exchange -> run(exchange::abandon));
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("A connection broke", cause);
        context.close().addListener(closed -> LOG.debug("Closed {}", context.channel()));
    }

    /** Runs on a worker thread; no-op while the server closes. */
    private void run(Runnable work) {
        try {
            workers.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("Closing", e);
        }
    }

    private static ReceivedRequest received(FullHttpRequest request) {
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        return new ReceivedRequest(
                request.method().name(),
                uri.rawPath(),
                uri.parameters(),
                apiKey(request.headers()),
                ByteBufUtil.getBytes(request.content()));
    }

    private static String apiKey(HttpHeaders headers) {
        return headers.get("Api-Key", headers.get("Api_Key", ""));
    }
}
