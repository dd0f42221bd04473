"""Pictures as SVG text: pure functions from small frozen values, without scripts; colours come from the page's CSS."""
