/* Licensed under the Apache License, Version 2.0; see LICENSE. */
package io.millrace.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A way to a server that can be cut and mended; its own port stays the same. */
final class FakeNetwork implements AutoCloseable {

    private final int target;
    private final int port;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> open = new ArrayList<>();
    private Optional<ServerSocket> door = Optional.empty();

    FakeNetwork(int target) throws IOException {
        this.target = target;
        try (ServerSocket any = new ServerSocket(0)) {
            this.port = any.getLocalPort();
        }
        mend();
    }

    int port() {
        return port;
    }

    synchronized void mend() throws IOException {
        ServerSocket fresh = new ServerSocket();
        fresh.setReuseAddress(true);
        fresh.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        door = Optional.of(fresh);
        threads.execute(() -> serve(fresh));
    }

    /** Resets what is connected and refuses what would be. */
    synchronized void cut() throws IOException {
        if (door.isPresent()) {
            door.get().close();
        }
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }

    @Override
    public void close() throws IOException {
        cut();
        threads.shutdownNow();
    }

    private void serve(ServerSocket from) {
        try {
            while (!from.isClosed()) {
                join(from.accept());
            }
        } catch (IOException closed) {
            // That is how the network is cut.
        }
    }

    private synchronized void join(Socket client) throws IOException {
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(server);
        threads.execute(() -> pump(client, server));
        threads.execute(() -> pump(server, client));
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException closed) {
            // Either end may close at any time.
        }
    }
}
