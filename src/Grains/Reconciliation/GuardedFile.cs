using System.Security.Cryptography;
using System.Text.Json;
using Prov.Domain.Reconciliation;

namespace Prov.Grains.Reconciliation;

/// <summary>Something that waits until the guard has judged the whole run.</summary>
/// <param name="Key">The target's own id; empty when it is not known.</param>
/// <param name="Name">The account's name.</param>
/// <param name="AccountId">Its record; empty when none claims it.</param>
/// <param name="Situation">How it stands.</param>
/// <param name="Action">What is to be done.</param>
internal sealed record GuardedOrder(string Key, string Name, string AccountId, Situation Situation, ReconciliationAction Action);

/// <summary>
/// A run's guarded orders, kept on disk until they have been judged as a whole. The hash covers what is done to which account, in whatever
/// order they were found.
/// </summary>
internal sealed class GuardedFile(string path) : IDisposable
{
    private readonly byte[] _sum = new byte[SHA256.HashSizeInBytes];
    private StreamWriter? _writer;

    public long Count { get; private set; }

    /// <summary>How many in each situation.</summary>
    public SortedDictionary<Situation, long> Counts { get; } = [];

    /// <summary>64 hexadecimal digits.</summary>
    public string Hash => Convert.ToHexStringLower(_sum);

    public void Add(GuardedOrder order)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(order);
        var digest = SHA256.HashData(line);
        for (var i = 0; i < digest.Length; i++)
        {
            _sum[i] ^= digest[i];
        }

        Count++;
        Counts[order.Situation] = Counts.GetValueOrDefault(order.Situation) + 1;
        _writer ??= Open();
        _writer.WriteLine(System.Text.Encoding.UTF8.GetString(line));
    }

    /// <summary>Every order that was added, once nothing more is.</summary>
    public IEnumerable<GuardedOrder> ReadAll()
    {
        _writer?.Flush();
        return _writer is null ? [] : File.ReadLines(path).Select(l => JsonSerializer.Deserialize<GuardedOrder>(l)!);
    }

    public void Dispose()
    {
        if (_writer is not null)
        {
            _writer.Dispose();
            File.Delete(path);
        }
    }

    private StreamWriter Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new StreamWriter(new FileStream(path, options));
    }
}
