/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to a Netty channel, from any thread.
 *
 * @param keepAlive whether the connection stays open after the response
 */
record ChannelResponseWriter(ChannelHandlerContext context, boolean keepAlive)
        implements ResponseWriter {

    private static final Logger LOG = LoggerFactory.getLogger(ChannelResponseWriter.class);

    @Override
    public void send(Response response) {
        FullHttpResponse message =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(response.status()),
                        Unpooled.wrappedBuffer(response.body()));
        message.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, response.contentType())
                .setInt(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
        HttpUtil.setKeepAlive(message, keepAlive);
        context.writeAndFlush(message)
                .addListener(
                        keepAlive
                                ? ChannelFutureListener.CLOSE_ON_FAILURE
                                : ChannelFutureListener.CLOSE);
    }

    @Override
    public void sendAfter(Duration delay, Response response) {
        after(delay, () -> send(response));
    }

    @Override
    public void reset() {
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        context.close().addListener(closed -> LOG.debug("Closed {}", context.channel()));
    }

    @Override
    public void hang() {
        LOG.debug("No response is sent on {}", context.channel());
    }

    @Override
    public void after(Duration delay, Runnable action) {
        var unused = context.executor().schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
}
