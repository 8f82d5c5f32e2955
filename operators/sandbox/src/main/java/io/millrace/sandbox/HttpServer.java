/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP/1.1 server: hands each whole request to the receiver on one of its own threads. */
final class HttpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int LARGEST_BODY = 64 << 20;
    private static final int BACKLOG = 1_024;

    private final EventLoopGroup loops;
    private final ExecutorService workers;
    private final Channel listening;

    private HttpServer(EventLoopGroup loops, ExecutorService workers, Channel listening) {
        this.loops = loops;
        this.workers = workers;
        this.listening = listening;
    }

    /** Listens on the loopback address. */
    static HttpServer open(int port, Receiver receiver) {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        AtomicInteger number = new AtomicInteger();
        ExecutorService workers =
                Executors.newFixedThreadPool(
                        Math.max(2, Runtime.getRuntime().availableProcessors()),
                        work -> {
                            Thread thread = new Thread(work, "sandbox-" + number.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        channel.pipeline()
                                                .addLast(
                                                        new HttpServerCodec(),
                                                        new HttpObjectAggregator(LARGEST_BODY),
                                                        new Connection(receiver, workers));
                                    }
                                });
        Channel listening =
                bootstrap
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                        .syncUninterruptibly()
                        .channel();
        return new HttpServer(loops, workers, listening);
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        workers.shutdownNow();
        awaitWorkers();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** An answer under way still finds its event loop. */
    private void awaitWorkers() {
        try {
            if (!workers.awaitTermination(2, TimeUnit.SECONDS)) {
                LOG.warn("Requests are still being answered while the sandbox closes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
