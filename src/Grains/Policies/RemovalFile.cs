using System.Security.Cryptography;
using System.Text;
using Prov.Domain.Preview;

namespace Prov.Grains.Policies;

/// <summary>
/// The identities from which a new configuration takes something away, kept on disk until the guard has judged them as a whole. Its hash
/// covers what is taken from whom, in whatever order they were found.
/// </summary>
internal sealed class RemovalFile(string path) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly byte[] _sum = new byte[SHA256.HashSizeInBytes];
    private StreamWriter? _writer;

    public long Count { get; private set; }

    /// <summary>64 hexadecimal digits.</summary>
    public string Hash => Convert.ToHexStringLower(_sum);

    public void Add(IdentityPlan plan)
    {
        var removals = plan.Effects.Where(e => e.Kind is EffectKind.AccountDisabled or EffectKind.AccountDeleted
            or EffectKind.EntitlementRemoved or EffectKind.RoleRevoked);
        var text = plan.IdentityId + string.Concat(removals.Select(e => $"\n{e.Kind}\t{e.AccountId}\t{e.Name}"));
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        lock (_gate)
        {
            for (var i = 0; i < digest.Length; i++)
            {
                _sum[i] ^= digest[i];
            }

            Count++;
            _writer ??= Open();
            _writer.WriteLine(plan.IdentityId);
        }
    }

    /// <summary>Every identity that was added, once nothing more is.</summary>
    public IEnumerable<string> ReadAll()
    {
        if (_writer is null)
        {
            return [];
        }

        _writer.Flush();
        return Read();
    }

    public void Dispose()
    {
        if (_writer is not null)
        {
            _writer.Dispose();
            File.Delete(path);
        }
    }

    private IEnumerable<string> Read()
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private StreamWriter Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new StreamWriter(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read));
    }
}
