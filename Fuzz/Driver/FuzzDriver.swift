// SPDX-License-Identifier: Apache-2.0

/// libFuzzer's loop, in the runtime library that MARTLET_FUZZ names. It calls back with each input and does not return
/// before a time or run limit among the arguments is reached; a finding ends the process.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ argumentCount: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ one: @convention(c) (UnsafeRawPointer, Int) -> CInt
) -> CInt

/// The `main` of each fuzz target: feeds inputs to `one` (bytes, their number; returns 0) as the arguments of the
/// process say (`-max_total_time=60 corpus`).
public func fuzz(_ one: @convention(c) (UnsafeRawPointer, Int) -> CInt) -> CInt {
    var argumentCount = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    return runDriver(&argumentCount, &arguments, one)
}
