namespace Prov.Storage.Auditing;

/// <summary>The next link of a chain, not yet part of it.</summary>
/// <param name="Sequence">1 for the first batch of its chain.</param>
/// <param name="Hash">Over the hash before it, the chain, the sequence and the entries.</param>
/// <param name="Signature">Of the head that it makes; null when nothing is signed.</param>
internal sealed record AuditBatch(Guid ChainId, long Sequence, byte[] Hash, byte[]? Signature, int EntryCount);
