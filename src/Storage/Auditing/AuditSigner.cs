using System.Security.Cryptography;

namespace Prov.Storage.Auditing;

/// <summary>Signs and checks heads with the installation's key (ECDSA over P-256 with SHA-256, FIPS 186-5).</summary>
internal sealed class AuditSigner : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create();
    private readonly Lock _lock = new();

    /// <exception cref="ArgumentException">The text holds no private key.</exception>
    public AuditSigner(string pem) => _key.ImportFromPem(pem);

    public byte[] Sign(AuditHead head)
    {
        lock (_lock)
        {
            return _key.SignData(Bytes(head), HashAlgorithmName.SHA256);
        }
    }

    public bool IsSigned(AuditHead head)
    {
        lock (_lock)
        {
            return _key.VerifyData(Bytes(head), head.Signature.Span, HashAlgorithmName.SHA256);
        }
    }

    public void Dispose() => _key.Dispose();

    private static byte[] Bytes(AuditHead head) => AuditHash.HeadBytes(head.ChainId, head.Sequence, head.Hash.ToArray());
}
