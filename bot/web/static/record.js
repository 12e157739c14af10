// The button prints; without script the browser's own menu does.
document.getElementById("print").addEventListener("click", () => print());
