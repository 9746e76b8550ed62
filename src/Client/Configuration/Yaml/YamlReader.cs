using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Prov.Client.Configuration.Yaml;

/// <summary>
/// Reads documents as trees that know their lines. Reads the parser's events itself, because a ready-made object model either drops
/// the marks or stops at the first duplicate key, and because anchors have to be refused before they multiply.
/// </summary>
internal sealed class YamlReader
{
    private readonly IParser _parser;

    private YamlReader(TextReader text) => _parser = new Parser(text);

    /// <exception cref="YamlFault">The text is no YAML, or uses what is not allowed here.</exception>
    public static IReadOnlyList<YamlNode> Read(string text)
    {
        try
        {
            return new YamlReader(new StringReader(text)).ReadStream();
        }
        catch (YamlException exception)
        {
            throw new YamlFault(ConfigurationReasons.YamlSyntax, (int)exception.Start.Line, $"This is no valid YAML: {exception.Message}");
        }
    }

    private List<YamlNode> ReadStream()
    {
        var documents = new List<YamlNode>();
        _parser.Consume<StreamStart>();
        while (!_parser.Accept<StreamEnd>(out _))
        {
            _parser.Consume<DocumentStart>();
            var node = ReadNode(1);
            _parser.Consume<DocumentEnd>();
            if (node is not YamlText { IsNull: true })
            {
                documents.Add(node);
            }
        }

        return documents;
    }

    private YamlNode ReadNode(int depth)
    {
        var current = _parser.Consume<ParsingEvent>();
        var line = (int)current.Start.Line;
        if (depth > ConfigurationLimits.Depth)
        {
            throw new YamlFault(ConfigurationReasons.YamlTooDeep, line, $"Nest at most {ConfigurationLimits.Depth} levels.");
        }

        RefuseReferences(current, line);
        return current switch
        {
            Scalar scalar => new YamlText(scalar.Value, scalar.Style == ScalarStyle.Plain, line),
            SequenceStart => ReadList(depth, line),
            MappingStart => ReadMap(depth, line),
            _ => throw new YamlFault(ConfigurationReasons.YamlSyntax, line, "A value is expected here."),
        };
    }

    private YamlList ReadList(int depth, int line)
    {
        var items = new List<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return new(items, line);
    }

    private YamlMap ReadMap(int depth, int line)
    {
        var entries = new List<YamlEntry>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1) as YamlText
                ?? throw new YamlFault(ConfigurationReasons.YamlNotAllowed, line, "A key has to be a single value.");
            entries.Add(new(key.Text, ReadNode(depth + 1), key.Line));
        }

        return new(entries, line);
    }

    private static void RefuseReferences(ParsingEvent current, int line)
    {
        if (current is AnchorAlias || current is NodeEvent { Anchor.IsEmpty: false })
        {
            throw new YamlFault(ConfigurationReasons.YamlNotAllowed, line, "Anchors and aliases are not allowed. Write the value where it is needed.");
        }

        if (current is NodeEvent { Tag.IsEmpty: false })
        {
            throw new YamlFault(ConfigurationReasons.YamlNotAllowed, line, "Tags are not allowed. Remove the tag; the field decides the type.");
        }
    }
}
