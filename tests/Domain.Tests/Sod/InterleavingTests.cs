using Prov.Domain.Identities;
using Prov.Domain.Policies;

namespace Prov.Domain.Tests.Sod;

/// <summary>
/// Several writers at one identity, each with what it last read, in 10,000 random orders of reading, deciding, writing and losing the
/// answer. Held against a model of its own that sees only the order in which the store took the changes.
/// </summary>
public class InterleavingTests
{
    private const int Runs = 10_000;

    private static readonly PolicySnapshot _snapshot = Setup.Compile(InterleavedChanges.Configuration);

    [Fact]
    public void Commit_TwoGrantsRemovalsMovesAndLeavesInAnyOrder_NoLostUpdateNoViolationNoAccessAfterLeave()
    {
        for (var seed = 0; seed < Runs; seed++)
        {
            try
            {
                Run(seed);
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"Seed {seed} fails: {fault.Message}", fault);
            }
        }
    }

    private static void Run(int seed)
    {
#pragma warning disable CA5394 // A test's schedule, to be repeated by its seed.
        var random = new Random(seed);
        var store = new CasStore();
        var model = new GrantModel();
        var writers = Enumerable.Range(0, 4).Select(_ => new Writer(store, _snapshot, model)).ToArray();
        writers[0].Take(Step.Event(Setup.Join(Setup.Jane("IT"), sequence: 1)));
        while (writers[0].IsBusy)
        {
            writers[0].Advance(loseAnswer: false);
        }

        var steps = new Queue<Step>(InterleavedChanges.Steps(random));
        while (steps.Count > 0 || writers.Any(w => w.IsBusy))
        {
            var writer = writers[random.Next(writers.Length)];
            if (writer.IsBusy)
            {
                writer.Advance(random.Next(6) == 0);
                InterleavedChanges.Check(store.Current!, model);
            }
            else if (steps.TryDequeue(out var step))
            {
                writer.Take(step);
            }
        }

        Assert.Equal(model.Direct.Keys.Order(StringComparer.Ordinal), store.Current!.DirectGrants.Select(g => g.Id));
    }
#pragma warning restore CA5394
}
