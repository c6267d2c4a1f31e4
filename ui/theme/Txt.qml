import QtQuick

// A text in the house's type. Plain text only: what the hall sends is never read as markup.
Text {
    textFormat: Text.PlainText
    font.family: Theme.family
    font.pixelSize: Theme.bodySize
    color: Theme.ink
    wrapMode: Text.Wrap
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
