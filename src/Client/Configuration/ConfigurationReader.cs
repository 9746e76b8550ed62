using System.Text;
using Prov.Client.Configuration.Binding;
using Prov.Client.Configuration.Yaml;

namespace Prov.Client.Configuration;

/// <summary>Reads a file, or every <c>.yaml</c> and <c>.yml</c> file below a directory in the order of their names.</summary>
public sealed class ConfigurationReader
{
    private readonly List<PlacedDocument> _documents = [];
    private readonly List<ConfigurationError> _errors = [];
    private readonly Action<string, YamlMap>? _takeTest;
    private readonly Func<string, bool>? _counts;
    private int _count;

    private ConfigurationReader(Action<string, YamlMap>? takeTest, Func<string, bool>? counts) => (_takeTest, _counts) = (takeTest, counts);

    /// <summary>The kind of documents that are no configuration but test one; they may stand beside it.</summary>
    internal const string PolicyTestKind = "PolicyTest";

    /// <summary>Reads everything; never throws for what is wrong with the files.</summary>
    /// <param name="path">A file or a directory.</param>
    public static ConfigurationFiles Read(string path) => Read(path, null, null);

    /// <summary>As <see cref="Read(string)"/>; policy tests among the documents are given out.</summary>
    /// <param name="path">A file or a directory.</param>
    /// <param name="takeTest">Takes a policy test with its file; null passes over them.</param>
    /// <param name="counts">Whether a file is to be read; null for all.</param>
    internal static ConfigurationFiles Read(string path, Action<string, YamlMap>? takeTest, Func<string, bool>? counts)
    {
        var reader = new ConfigurationReader(takeTest, counts);
        foreach (var file in reader.FindFiles(path))
        {
            reader.ReadFile(file);
        }

        reader.CheckWhole(path);
        return new(reader._documents, [.. reader._errors.OrderBy(e => e.File, StringComparer.Ordinal).ThenBy(e => e.Line)]);
    }

    private IReadOnlyList<string> FindFiles(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        try
        {
            var files = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                .Where(f => Path.GetExtension(f) is ".yaml" or ".yml" && _counts?.Invoke(f) != false).Take(ConfigurationLimits.Files + 1).Order(StringComparer.Ordinal).ToArray();
            if (files.Length <= ConfigurationLimits.Files)
            {
                return files;
            }

            Refuse(ConfigurationReasons.TooManyFiles, path, 0, $"Keep at most {ConfigurationLimits.Files} files in one directory.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Refuse(ConfigurationReasons.FileNotReadable, path, 0, "The directory cannot be read. Check its permissions and those below it.");
        }

        return [];
    }

    private void ReadFile(string file)
    {
        if (ReadText(file) is not { } text)
        {
            return;
        }

        try
        {
            foreach (var node in YamlReader.Read(text))
            {
                Add(file, node);
            }
        }
        catch (YamlFault fault)
        {
            _count++;
            Refuse(fault.Reason, file, fault.Line, fault.Message);
        }
    }

    private string? ReadText(string file)
    {
        try
        {
            var info = new FileInfo(file);
            if (info.Length <= ConfigurationLimits.FileBytes)
            {
                return File.ReadAllText(file, new UTF8Encoding(false, throwOnInvalidBytes: true));
            }

            Refuse(ConfigurationReasons.FileTooLarge, file, 0, $"A file has at most {ConfigurationLimits.FileBytes / 1024} KiB. Divide it.");
        }
        catch (DecoderFallbackException)
        {
            Refuse(ConfigurationReasons.YamlSyntax, file, 0, "The file is not UTF-8. Save it as UTF-8.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Refuse(ConfigurationReasons.FileNotReadable, file, 0, "The file cannot be read. Check that it exists and that you may read it.");
        }

        return null;
    }

    private void Add(string file, YamlNode node)
    {
        _count++;
        if (node is YamlMap map && map.Find("kind")?.Value is YamlText { Text: PolicyTestKind })
        {
            _takeTest?.Invoke(file, map);
            return;
        }

        var document = DocumentBinder.Bind(file, node, _errors);
        if (document is null)
        {
            return;
        }

        if (_documents.Find(d => d.Id == document.Id) is { Place: var first })
        {
            _errors.Add(new(
                ConfigurationReasons.DuplicateDocument, file, node.Line, document.Id, "",
                $"{document.Id} is already in {first.File}, line {first.Line}. Keep one."));
            return;
        }

        _documents.Add(document);
    }

    private void CheckWhole(string path)
    {
        if (_count == 0 && _errors.Count == 0)
        {
            Refuse(ConfigurationReasons.NoDocuments, path, 0, "There is no document here. Give a .yaml file or a directory of them.");
        }
        else if (_count > ConfigurationLimits.Documents)
        {
            Refuse(ConfigurationReasons.TooManyDocuments, path, 0, $"A configuration has at most {ConfigurationLimits.Documents} documents.");
        }
    }

    private void Refuse(string reason, string file, int line, string message) => _errors.Add(new(reason, file, line, "", "", message));
}
