/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection. Requests are not pipelined: the next is read when the last was answered. */
final class Connection extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final Receiver receiver;
    private final Executor workers;
    private long connectedAt;
    private Optional<Exchange> latest = Optional.empty();

    Connection(Receiver receiver, Executor workers) {
        this.receiver = receiver;
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
                        incoming(request),
                        new ChannelWire(context, HttpUtil.isKeepAlive(request)),
                        connectedAt,
                        System.nanoTime());
        latest = Optional.of(exchange);
        run(() -> receiver.process(exchange));
    }

    private void abandon(Exchange exchange) {
        run(() -> receiver.abandoned(exchange));
    }

    /** Runs on a worker; dropped if the sandbox is closing. */
    private void run(Runnable work) {
        try {
            workers.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("Closing", e);
        }
    }

    private static Incoming incoming(FullHttpRequest request) {
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        return new Incoming(
                request.method().name(),
                uri.rawPath(),
                uri.parameters(),
                apiKey(request.headers()),
                ByteBufUtil.getBytes(request.content()));
    }

    private static String apiKey(HttpHeaders headers) {
        return headers.get("Api-Key", headers.get("Api_Key", ""));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        latest.ifPresent(this::abandon);
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("A connection broke", cause);
        context.close().addListener(closed -> LOG.debug("Closed {}", context.channel()));
    }

    /** Writes to the channel from whatever thread. */
    private record ChannelWire(ChannelHandlerContext context, boolean keepAlive)
            implements ResponseWriter {

        @Override
        public void send(Response answer) {
            FullHttpResponse response =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            HttpResponseStatus.valueOf(answer.status()),
                            Unpooled.wrappedBuffer(answer.body()));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
            HttpUtil.setKeepAlive(response, keepAlive);
            context.writeAndFlush(response)
                    .addListener(
                            keepAlive
                                    ? ChannelFutureListener.CLOSE_ON_FAILURE
                                    : ChannelFutureListener.CLOSE);
        }

        @Override
        public void sendAfter(Duration delay, Response answer) {
            after(delay, () -> send(answer));
        }

        @Override
        public void reset() {
            context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            context.close().addListener(closed -> LOG.debug("Closed {}", context.channel()));
        }

        @Override
        public void hang() {
            LOG.debug("A caller is left waiting on {}", context.channel());
        }

        @Override
        public void after(Duration delay, Runnable action) {
            var unused =
                    context.executor().schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
