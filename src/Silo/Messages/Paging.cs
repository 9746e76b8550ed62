using Prov.Silo.Errors;
using Prov.V1;

namespace Prov.Silo.Messages;

/// <summary>Pages of lists: 50 unless told, 1000 at most.</summary>
internal static class Paging
{
    private const int Default = 50;
    private const int Largest = 1000;

    /// <exception cref="Grpc.Core.RpcException">The size is negative.</exception>
    public static int SizeOf(int asked) => asked switch
    {
        < 0 => throw RpcErrors.Invalid(ErrorReason.PageSizeInvalid, "page_size", "Give 0 or more."),
        0 => Default,
        _ => Math.Min(asked, Largest),
    };

    /// <summary>A page of a short list that is held whole; its token is the name after which the next page begins.</summary>
    public static (IReadOnlyList<T> Items, string Next) Cut<T>(IEnumerable<T> ordered, Func<T, string> name, int asked, string token)
    {
        var size = SizeOf(asked);
        var rest = ordered.SkipWhile(i => string.CompareOrdinal(name(i), token) <= 0).Take(size + 1).ToList();
        return rest.Count <= size ? (rest, "") : (rest[..size], name(rest[size - 1]));
    }

    /// <summary>Runs a list whose token the store reads.</summary>
    /// <exception cref="Grpc.Core.RpcException">The token is not one of ours.</exception>
    public static async Task<T> ReadAsync<T>(Func<Task<T>> list)
    {
        try
        {
            return await list();
        }
        catch (FormatException)
        {
            throw RpcErrors.Invalid(ErrorReason.PageTokenInvalid, "page_token", "This list gave no such token. Begin with the first page.");
        }
    }
}
