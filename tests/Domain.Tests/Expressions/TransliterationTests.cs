using CsCheck;
using Prov.Domain.Expressions;

namespace Prov.Domain.Tests.Expressions;

public sealed class TransliterationTests
{
    [Theory]
    [InlineData("plain O'Neil", "plain O'Neil")]
    [InlineData("José Núñez Ångström", "Jose Nunez Angstrom")]
    [InlineData("Jose\u0301", "Jose")]
    [InlineData("Straße STRAẞE Æsop œuvre Øre Łódź Đorđe Þór", "Strasse STRASSE AEsop oeuvre Ore Lodz Dorde THor")]
    [InlineData("Nguyễn Thị Hồng Đức", "Nguyen Thi Hong Duc")]
    [InlineData("İstanbul ığdır Şişli", "Istanbul igdir Sisli")]
    [InlineData("Щербаков Юлия Объедков", "Shcherbakov Iuliia Obieedkov")]
    [InlineData("Їжак Ґалаґан", "Izhak Galagan")]
    [InlineData("Αλέξανδρος Παπαδόπουλος Ψαρός", "Alexandros Papadopoulos Psaros")]
    [InlineData("山田 Taro", " Taro")]
    [InlineData("😀", "")]
    [InlineData("", "")]
    public void ToAscii_Name_IsSpelled(string text, string ascii) => Assert.Equal(ascii, Transliteration.ToAscii(text));

    [Fact]
    public void ToAscii_AnyText_IsAscii() => Gen.String.Sample(text => Transliteration.ToAscii(text).All(char.IsAscii));
}
