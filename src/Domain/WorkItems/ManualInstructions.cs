using System.Collections.Immutable;
using Prov.Domain.Expressions;

namespace Prov.Domain.WorkItems;

/// <summary>Says a task to people, one step a line.</summary>
public static class ManualInstructions
{
    /// <summary>What the task is about, without values beside the account's name.</summary>
    public static string TitleOf(ManualTask task) => $"{Verb(task)} account {task.AccountName} in {task.Target}";

    /// <summary>All steps in the order in which to take them, with attribute values.</summary>
    public static ImmutableArray<string> StepsOf(ManualTask task) =>
    [
        .. Replaced(task),
        .. task.Action switch
        {
            ManualAction.Create => [$"Make sure that {task.Target} has an account '{task.AccountName}'; leave it where it is there already."],
            ManualAction.Delete => [$"Delete the account '{task.AccountName}' from {task.Target}, with all its rights; nothing is to be done where it is gone."],
            _ => Switched(task, false).Append($"Find the account '{task.AccountName}' in {task.Target}."),
        },
        .. task.NewName is { } name ? [$"Rename it to '{name}'."] : Array.Empty<string>(),
        .. task.Placement.IsNull ? [] : new[] { $"Put it into {Text(task.Placement)}." },
        .. task.Set.Select(a => a.Value.IsNull ? $"Remove every value of {a.Key}." : $"Set {a.Key} to {Text(a.Value)}."),
        .. task.SecretAttributes.Select(a => $"Set {a} to the value that you are given on another way: it is secret."),
        .. task.Remove.Select(e => $"Take the right '{e}' away from it."),
        .. task.Add.Select(e => $"Give it the right '{e}'."),
        .. task.Action == ManualAction.Create ? Switched(task, true).Concat(Switched(task, false)) : Switched(task, true),
    ];

    private static IEnumerable<string> Replaced(ManualTask task) => task.Replaces.Length == 0
        ? []
        : [$"This takes the place of {task.Replaces}, which nobody confirmed: whether that was done or not, do what follows."];

    // Whoever is to lose access loses it before anything else is done.
    private static IEnumerable<string> Switched(ManualTask task, bool on) => task.Enabled != on
        ? []
        : [on ? $"Enable '{task.NewName ?? task.AccountName}'." : $"Disable '{task.AccountName}': nobody may sign in with it."];

    private static string Verb(ManualTask task) => task switch
    {
        { Action: ManualAction.Create } => "Create",
        { Action: ManualAction.Delete } => "Delete",
        { Enabled: false } => "Disable",
        _ => "Change",
    };

    private static string Text(Value value)
    {
        var values = value.AsValues();
        return values.Length == 1 ? $"'{values[0]}'" : $"exactly {string.Join(", ", values.Select(v => $"'{v}'"))}";
    }
}
