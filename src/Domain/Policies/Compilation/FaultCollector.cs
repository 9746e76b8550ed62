using System.Collections.Immutable;
using Prov.Domain.Expressions;

namespace Prov.Domain.Policies.Compilation;

/// <summary>Collects the faults of one configuration, so that all are reported at once.</summary>
internal sealed class FaultCollector
{
    private readonly ImmutableArray<ConfigurationFault>.Builder _faults = ImmutableArray.CreateBuilder<ConfigurationFault>();

    private readonly HashSet<ConfigurationFault> _known = [];

    public bool IsEmpty => _faults.Count == 0;

    // What is wrong with a role is wrong with it whatever the values of its parameters.
    public void Add(string reason, string document, string path, string message)
    {
        var fault = new ConfigurationFault(reason, RoleReference.NameOf(document), path, message);
        if (_known.Add(fault))
        {
            _faults.Add(fault);
        }
    }

    public void AddRange(ImmutableArray<ExpressionError> errors, string document, string path)
    {
        foreach (var error in errors)
        {
            Add(error.Reason, document, path, $"Line {error.Line}, column {error.Column}: {error.Message}");
        }
    }

    public void RequireAtMost(int limit, int count, string document, string path)
    {
        if (count > limit)
        {
            Add(FaultReasons.TooMany, document, path, $"There are {count}; at most {limit} are allowed.");
        }
    }

    public void RequirePeriod(TimeSpan? period, string document, string path)
    {
        if (period is { } value && (value < TimeSpan.Zero || value > TimeSpan.FromDays(Limits.LongestPeriodDays)))
        {
            Add(FaultReasons.ValueOutOfRange, document, path, $"Give a period from 0 to {Limits.LongestPeriodDays} days.");
        }
    }

    public ImmutableArray<ConfigurationFault> ToImmutable() => _faults.ToImmutable();
}
