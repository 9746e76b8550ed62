using System.Reflection;
using Prov.Storage;
using Prov.Storage.Commits;

namespace Prov.Grains.Tests.Sod;

/// <summary>A store that shows what it has taken. Its interface is wide; only the one call is looked at.</summary>
public class WatchedStore : DispatchProxy
{
    private IProvStore _store = null!;
    private Action<IdentityCommit> _onCommitted = null!;

    /// <param name="store">Does the work.</param>
    /// <param name="onCommitted">Gets each commit that the store has taken; from several threads, in no order.</param>
    public static IProvStore Of(IProvStore store, Action<IdentityCommit> onCommitted)
    {
        var watched = Create<IProvStore, WatchedStore>();
        ((WatchedStore)(object)watched)._store = store;
        ((WatchedStore)(object)watched)._onCommitted = onCommitted;
        return watched;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var answer = targetMethod!.Invoke(_store, args);
        return targetMethod.Name == nameof(IProvStore.CommitIdentityAsync)
            ? WatchAsync((IdentityCommit)args![0]!, (Task<CommitResult>)answer!)
            : answer;
    }

    private async Task<CommitResult> WatchAsync(IdentityCommit commit, Task<CommitResult> pending)
    {
        var result = await pending;
        if (result.Status == CommitStatus.Committed)
        {
            _onCommitted(commit);
        }

        return result;
    }
}
