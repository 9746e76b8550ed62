using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Prov.Connectors.Null;

/// <summary>Opens a file for writing at its end only (POSIX <c>O_APPEND</c>), which the kernel keeps among processes; Linux.</summary>
/// <remarks>The runtime's own append mode keeps an offset of its own, so that two processes would overwrite each other.</remarks>
internal static class AppendOnlyFile
{
    // O_WRONLY, O_CREAT, O_APPEND, O_CLOEXEC as Linux has them on x86-64 and ARM64.
    private const int Flags = 0x1 | 0x40 | 0x400 | 0x80000;
    private const int OwnerReadsAndWrites = 0b110_000_000;

    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle Open(string path)
    {
        var descriptor = OpenFile(path, Flags, OwnerReadsAndWrites);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException($"The journal cannot be opened: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenFile(string path, int flags, int mode);
}
