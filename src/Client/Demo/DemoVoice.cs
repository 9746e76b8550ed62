using Prov.Client.Output;
using Spectre.Console;

namespace Prov.Client.Demo;

/// <summary>Tells what the demo does: on standard output for people, beside the result for programs.</summary>
internal sealed class DemoVoice(Printer printer)
{
    private readonly IAnsiConsole _console = printer.IsJson ? printer.Remarks : printer.Console;
    private int _step;

    public void Step(string title)
    {
        _console.WriteLine();
        _console.Write(new Text($"{++_step}. {title}\n", new Style(Color.Aqua, decoration: Decoration.Bold)));
    }

    public void Tell(string text) => _console.WriteLine("   " + text);

    /// <summary>An account as its target's file shows it.</summary>
    public void Show(string target, Check.TargetAccount? account) => Tell(account is null
        ? $"{target,-10} no account"
        : $"{target,-10} {account.Name,-22} {(account.Enabled ? "enabled " : "disabled")}  {account.Facts}");
}
