namespace Prov.Grains.Sources.Imports;

/// <summary>Tells a full disk from other faults of files.</summary>
internal static class FullDisk
{
    public const string Advice =
        "The silo's disk is full. Make room in its data folder (Prov:DataFolder), then import the file again; what was applied stays and is not repeated.";

    // errno of Linux (no space, quota reached) and the codes of Windows (handle disk full, disk full), as the runtime passes them on.
    private static readonly int[] _codes = [28, 122, unchecked((int)0x80070027), unchecked((int)0x80070070)];

    public static bool Is(IOException fault) => _codes.Contains(fault.HResult);
}
