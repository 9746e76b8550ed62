using Prov.V1;

namespace Prov.Silo.Tests.Careers.Targets;

/// <summary>A real target system of the careers, declared for Prov and read by its own tools.</summary>
internal interface ICareerTarget : IAsyncDisposable
{
    /// <summary>Name among the targets.</summary>
    string Name { get; }

    /// <summary>What Prov is told of it.</summary>
    TargetSystem Declaration { get; }

    /// <summary>The right that people of a department hold there; null when departments give none.</summary>
    string? DepartmentRight(string department);

    /// <summary>The right that holders of a title hold there; null when titles give none.</summary>
    string? TitleRight(string title);

    /// <summary>The line that <see cref="ReadAsync"/> should have for a person.</summary>
    string Expect(ExpectedPerson person);

    /// <summary>One line for each account, in any order: everything of it that Prov manages.</summary>
    Task<IReadOnlyList<string>> ReadAsync();

    /// <summary>Text that differs after any write to the target, also after one that changes nothing.</summary>
    Task<string> JournalAsync();
}
