"""What runs look like below a cell.

A *card* shows one run: our mime type for JupyterLab with the panel, which keeps it
alive, and HTML and text for everybody else. *Tables* list runs, a *comparison* holds
them against each other. All HTML is escaped, holds no script and reads well in a
notebook that is only looked at, dark or light.
"""
