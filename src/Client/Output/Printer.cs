using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Prov.Client.Errors;
using Spectre.Console;

namespace Prov.Client.Output;

/// <summary>Writes results to standard output and everything else to standard error, so that a pipe gets results only.</summary>
public sealed class Printer(OutputFormat format, TextWriter results, TextWriter messages)
{
    private static readonly JsonFormatter _messagesAsJson = new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));
    private static readonly JsonSerializerOptions _json =
        new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Takes results that are texts of their own.</summary>
    public TextWriter Results => results;

    /// <summary>The console for results; without colours and cursor movement where the output is no terminal.</summary>
    public IAnsiConsole Console { get; } = Open(results);

    /// <summary>The console for progress and remarks.</summary>
    public IAnsiConsole Remarks { get; } = Open(messages);

    public bool IsJson => format == OutputFormat.Json;

    /// <summary>The same for programs.</summary>
    public Printer ForPrograms() => new(OutputFormat.Json, results, messages);

    /// <summary>A message of the API as one line of JSON.</summary>
    public void Json(IMessage message) => results.WriteLine(_messagesAsJson.Format(message));

    /// <summary>An object as one line of JSON.</summary>
    public void JsonOf<T>(T value, JsonNamingPolicy? names = null) => results.WriteLine(
        JsonSerializer.Serialize(value, names is null ? _json : new(_json) { PropertyNamingPolicy = names }));

    /// <summary>Rows below their headings; a sentence when there is none.</summary>
    public void Table(string[] headings, IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var heading in headings)
        {
            table.AddColumn(new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold))).NoWrap());
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        if (table.Rows.Count == 0)
        {
            Say("Nothing found.");
            return;
        }

        Console.Write(table);
    }

    /// <summary>Names with their values.</summary>
    public void Facts(IEnumerable<(string Name, string Value)> facts)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        foreach (var (name, value) in facts)
        {
            grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value));
        }

        Console.Write(grid);
    }

    /// <summary>A result as a sentence; nothing in JSON.</summary>
    public void Line(string text)
    {
        if (!IsJson)
        {
            results.WriteLine(text);
        }
    }

    /// <summary>A remark that is no result.</summary>
    public void Say(string text) => messages.WriteLine(text);

    /// <summary>An error: as an object on standard output in JSON, else for people on standard error.</summary>
    public void Error(ProvError error)
    {
        if (IsJson)
        {
            JsonOf(new { error });
            return;
        }

        Remarks.Write(new Text(error.Reason, new Style(Color.Red)));
        messages.WriteLine($": {error.Message}");
        foreach (var detail in error.Details)
        {
            messages.WriteLine("  " + Describe(detail));
        }

        if (error.Advice.Length > 0)
        {
            messages.WriteLine(error.Advice);
        }
    }

    private static string Describe(ProvErrorDetail detail)
    {
        var place = detail.File.Length == 0 ? "" : detail.Line == 0 ? $"{detail.File}: " : $"{detail.File}:{detail.Line}: ";
        var field = detail.Field.Length == 0 ? "" : detail.Field + ": ";
        return place + field + detail.Message + (detail.Reason.Length == 0 ? "" : $" [{detail.Reason}]");
    }

    private static IAnsiConsole Open(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (!console.Profile.Out.IsTerminal)
        {
            // A pipe has no width: a table must not be folded for it.
            console.Profile.Width = 1000;
        }

        return console;
    }
}
