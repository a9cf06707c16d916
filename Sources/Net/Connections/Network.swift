// SPDX-License-Identifier: Apache-2.0

/// The seam for the network: real TCP (`UVNetwork`) or its in-memory twin (`MemoryNetwork`). Loop thread only.
public protocol Network: AnyObject, Sendable {
    /// The loop on which every callback of this network runs.
    var loop: any EventLoop { get }

    /// Listens; port 0 lets the system choose, and `Listener.address` tells which. `accept` gets each new connection,
    /// which does nothing until its `start` is called.
    func listen(on address: Address, accept: @escaping (any ByteConnection) -> Void) throws(NetError) -> any Listener

    /// Connects, resolving names without blocking the loop. `completion` is called exactly once, never before
    /// `connect` returns.
    func connect(
        to address: Address, timeout: Duration,
        completion: @escaping (Result<any ByteConnection, NetError>) -> Void)
}

/// A socket that accepts connections. Loop thread only.
public protocol Listener: AnyObject {
    /// The real address, with the port that the system chose.
    var address: Address { get }

    /// Stops accepting. Connections already accepted live on.
    func close()
}

/// An ordered stream of bytes in both directions. Loop thread only.
public protocol ByteConnection: AnyObject {
    var localAddress: Address { get }
    var remoteAddress: Address { get }

    /// Begins to deliver. `onBytes` gets bytes that are valid only during the call. `onClose` is called at most once,
    /// when the other side ended (nil) or the connection broke (error); after it the connection is closed. After
    /// `close()` neither is called again.
    func start(onBytes: @escaping (UnsafeRawBufferPointer) -> Void, onClose: @escaping (NetError?) -> Void)

    /// Queues bytes. They leave in order; after a close they are dropped.
    func write(_ bytes: [UInt8])

    /// Bytes written and not yet taken by the system.
    var bytesQueued: Int { get }

    /// Called when `bytesQueued` has fallen to `NetLimits.drainBytes` or less after a write had to wait.
    var onDrain: (() -> Void)? { get set }

    /// Stops delivering, so that the other side's writes begin to wait.
    func pauseReading()
    func resumeReading()

    /// Delivers what is queued (for at most `NetLimits.lingerTimeout`) and ends the connection.
    func close()

    /// Ends the connection at once and drops what is queued.
    func abort()
}
