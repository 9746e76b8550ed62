using Prov.Cluster.Tests.Load;
using Prov.Cluster.Tests.People;
using Prov.Cluster.Tests.Targets;
using Kind = Prov.V1.LifecycleEvent.Types.Kind;

namespace Prov.Cluster.Tests.Checks;

/// <summary>Says from the acknowledged events alone what the targets must hold once everything has converged.</summary>
public static class ReferenceModel
{
    private static readonly Dictionary<string, string[]> CrmRights = new()
    {
        [Departments.Sales] = ["contacts.read", "opportunities.write"],
        [Departments.Support] = ["contacts.read"],
    };

    /// <summary>Everyone's state after the events that were acknowledged.</summary>
    public static IReadOnlyList<PersonState> Predict(IEnumerable<Attempt> attempts) =>
    [
        .. attempts
            .Where(a => a.Receipt is not null)
            .Select(a => a.Event)
            .DistinctBy(e => e.Id)
            .GroupBy(e => e.Person.Key)
            .Select(life => Fold(life.OrderBy(e => e.Sequence))),
    ];

    /// <summary>Whether someone in this state is given an account there.</summary>
    public static bool IsGranted(PersonState state, TargetTable table) =>
        state.Here && (table == TargetTable.Directory || CrmRights.ContainsKey(state.Department!));

    /// <summary>The rights of someone in this state there, ordered.</summary>
    public static IReadOnlyList<string> Rights(PersonState state, TargetTable table)
    {
        if (!IsGranted(state, table))
        {
            return [];
        }

        return table switch
        {
            TargetTable.Crm => CrmRights[state.Department!],
            _ when state.Department == Departments.Engineering => ["source-code", "staff"],
            _ => ["staff"],
        };
    }

    /// <summary>The wished login there, behind which a number may stand.</summary>
    public static string Login(Person person, TargetTable table) => table switch
    {
        TargetTable.Directory => (person.GivenName[..1] + person.FamilyName).ToLowerInvariant(),
        _ => $"{person.GivenName}.{person.FamilyName}".ToLowerInvariant(),
    };

    private static PersonState Fold(IEnumerable<CareerEvent> life)
    {
        PersonState? state = null;
        foreach (var step in life)
        {
            state = Apply(state ?? new PersonState(step.Person, false, false, null, 0), step);
        }

        return state!;
    }

    private static PersonState Apply(PersonState state, CareerEvent step)
    {
        var said = step.CarriesAttributes ? state with { Department = step.Department, Mark = step.Sequence } : state;
        return step.Kind switch
        {
            Kind.Join => said with { Here = true, Suspended = state.Here && state.Suspended },
            Kind.Leave => said with { Here = false, Suspended = false },
            Kind.Suspend => said with { Suspended = true },
            Kind.Resume => said with { Suspended = false },
            _ => said,
        };
    }
}
