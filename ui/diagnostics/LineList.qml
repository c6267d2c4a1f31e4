import QtQuick

// A list whose lines are never shown cut in two: while it rests, one that an edge cuts through is
// left out (`opacity: list.shows(y, height) ? 1 : 0` in the delegate), and a mark at the right says
// that there is more. A line that is taller than the list is shown all the same.
ListView {
    id: root

    function shows(top: real, tall: real): bool {
        const above = root.contentY - 1, below = root.contentY + root.height + 1;
        return root.moving || tall > root.height || top >= above && top + tall <= below;
    }

    clip: true
    boundsBehavior: Flickable.StopAtBounds

    ScrollMark {
        list: root
    }
}
