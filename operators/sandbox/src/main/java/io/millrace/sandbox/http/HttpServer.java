/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.sandbox.http;

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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An HTTP/1.1 server. It passes each complete request to its handler, on a worker thread. */
public final class HttpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int LARGEST_BODY = 64 << 20;
    private static final int BACKLOG = 1_024;

    private final EventLoopGroup loops;
    private final ExecutorService workers;
    private final Channel listening;
    private final AtomicBoolean closed = new AtomicBoolean();

    private HttpServer(EventLoopGroup loops, ExecutorService workers, Channel listening) {
        this.loops = loops;
        this.workers = workers;
        this.listening = listening;
    }

    /**
     * Listens on the loopback address.
     *
     * @param port 0 takes a free port
     */
    public static HttpServer open(int port, ExchangeHandler handler) {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        ExecutorService workers = workers();
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(new ConnectionInitializer(handler, workers));
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        Channel listening = bootstrap.bind(address).syncUninterruptibly().channel();
        return new HttpServer(loops, workers, listening);
    }

    private static ExecutorService workers() {
        AtomicInteger number = new AtomicInteger();
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        return Executors.newFixedThreadPool(
                threads,
                work -> {
                    Thread thread = new Thread(work, "sandbox-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** No-op if the server is closed. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        listening.close().syncUninterruptibly();
        workers.shutdownNow();
        awaitWorkers();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** The workers end before the event loops, because their responses pass through the loops. */
    private void awaitWorkers() {
        try {
            if (!workers.awaitTermination(2, TimeUnit.SECONDS)) {
                LOG.warn("Requests are still being answered while the sandbox closes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sets up the pipeline of each accepted connection. */
    private static final class ConnectionInitializer extends ChannelInitializer<SocketChannel> {

        private final ExchangeHandler handler;
        private final ExecutorService workers;

        ConnectionInitializer(ExchangeHandler handler, ExecutorService workers) {
            this.handler = handler;
            this.workers = workers;
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            channel.pipeline()
                    .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(LARGEST_BODY),
                            new Connection(handler, workers));
        }
    }
}
