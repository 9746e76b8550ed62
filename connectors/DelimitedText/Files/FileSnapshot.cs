using System.Collections.Immutable;

namespace Prov.Connectors.DelimitedText.Files;

/// <summary>The whole file as it was at one moment.</summary>
/// <param name="Rows">By the account's name; each with all configured columns.</param>
/// <param name="Stamp">Of the file that it was read from or written to.</param>
/// <param name="Writer">What <see cref="FileLock"/> said of the last writer.</param>
internal sealed record FileSnapshot(ImmutableSortedDictionary<string, ImmutableArray<string>> Rows, FileStamp Stamp, string Writer);
